"""What errwatch-notify and errwatch-share read alike: values of a configuration file, the file itself, files of secrets."""
