//! What the black-box suites share: displays, homes, the binary.
