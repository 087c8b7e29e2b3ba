"""Problems written down: one module for each output format."""
