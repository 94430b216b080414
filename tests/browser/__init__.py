"""The desk and rendered outlets in a real Chromium: `make test-browser`."""
