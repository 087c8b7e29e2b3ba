"""The API's page as data: kinds of items, limits, keywords, shapes."""
