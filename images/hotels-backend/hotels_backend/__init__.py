"""The hotels of a travel site: an HTTP service on one database table, and the migrations of that table."""
