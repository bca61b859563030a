"""The REST endpoints, one module for each subject; each has a function `routes(world)`."""
