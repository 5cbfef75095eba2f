"""The Sphinx extension that turns `book/` into the course: one module per directive, each with its `setup_x(app)`."""
