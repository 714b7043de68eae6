"""Speed of the portal's hot paths, each as a ratio to the physical limit measured in the same run."""
