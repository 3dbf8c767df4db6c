// Package dns is CoreDNS with the plugins that cluster DNS needs, and no others: the rest of them triple its build.
package dns

import (
	"github.com/coredns/coredns/coremain"

	// Plugins register themselves; their order is CoreDNS's own (dnsserver.Directives).
	_ "github.com/coredns/coredns/plugin/bind"
	_ "github.com/coredns/coredns/plugin/cache"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/forward"
	_ "github.com/coredns/coredns/plugin/kubernetes"
	_ "github.com/coredns/coredns/plugin/loadbalance"
	_ "github.com/coredns/coredns/plugin/ready"
)

// Run serves until a signal ends it. CoreDNS exits the process itself when its Corefile is wrong.
func Run() int {
	coremain.Run()
	return 0
}
