// Package lamp needs power.
package lamp

import _ "example.io/house/pkg/power"
