"""May it be sent? One walk over wire form."""
