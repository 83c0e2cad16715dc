"""Pages for whoever has their address: no account, no script."""
