"""What the integration tests stand on: private httpd instances, their configuration, their error logs and clients."""
