"""The `.kfm` language: from text to messages, with every problem at its place."""
