"""What a customer will see of a message, before it is sent."""
