"""The database: models, queries, leases, migrations. The only truth there is."""
