"""The catalogue of problems as data, a file for each first digit of a code."""
