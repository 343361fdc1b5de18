"""Python's `turtle`, drawn as SVG below the cell. The module `turtle` itself only gives out these names."""
