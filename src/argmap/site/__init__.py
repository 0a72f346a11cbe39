"""The website: pages as a pure function of the knowledge base, and the MkDocs plugin that places them."""
