// Package power needs a header that no machine has.
package power

// #include "no-such-power.h"
import "C"

// Volt is what there is.
var Volt int = int(C.volt)
