"""What a user holds: messages, their items, the requests that carry them."""
