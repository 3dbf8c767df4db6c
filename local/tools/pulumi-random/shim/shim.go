// Package shim lets the provider out of the upstream module's internal package, which only a module whose path lies
// within that one's may import.
package shim

import (
	"github.com/hashicorp/terraform-plugin-framework/provider"

	random "github.com/terraform-providers/terraform-provider-random/internal/provider"
)

// New is the upstream provider of random values.
func New() provider.Provider { return random.New() }
