"""Files: what is read of them, what they declare together, what a build writes."""
