//go:build tools

// Package receptor says what its module is for: to build Receptor's node from.
package receptor

import _ "github.com/ansible/receptor/cmd/receptor-cl"
