"""What runs inside Ansible: hands every event's data to the run's spool file."""
