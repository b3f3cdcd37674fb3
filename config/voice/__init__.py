"""The brand voice as a form: edited part by part, drafted from samples, tried on past briefs before it goes live."""
