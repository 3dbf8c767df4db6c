package machine

import (
	"context"
	"fmt"
	"net/netip"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	listers "k8s.io/client-go/listers/core/v1"
	cloudprovider "k8s.io/cloud-provider"
)

// loopback is where every load balancer's address lies, so that none is reachable from another machine.
var loopback = netip.MustParsePrefix("127.0.0.0/8")

// loopbackRange is a range of addresses that Services share out, an address each.
type loopbackRange struct{ netip.Prefix }

// newLoopbackRange refuses a text that is no range within 127.0.0.0/8.
func newLoopbackRange(text string) (loopbackRange, error) {
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return loopbackRange{}, fmt.Errorf("load-balancer range: %w", err)
	}
	prefix = prefix.Masked()
	if !loopback.Contains(prefix.Addr()) || prefix.Bits() < loopback.Bits() {
		return loopbackRange{}, fmt.Errorf("load-balancer range %s is not within %s", text, loopback)
	}
	return loopbackRange{prefix}, nil
}

// free gives the first address that is not taken, leaving out the range's own.
func (r loopbackRange) free(taken map[netip.Addr]bool) (netip.Addr, error) {
	for address := r.Addr().Next(); r.Contains(address); address = address.Next() {
		if !taken[address] {
			return address, nil
		}
	}
	return netip.Addr{}, fmt.Errorf("no address of %s is free", r.Prefix)
}

// loadBalancer gives a Service an address of its own; kube-proxy sends what arrives there to the Service's pods.
type loadBalancer struct {
	addresses loopbackRange
	services  listers.ServiceLister
}

// address is the Service's, or the zero address when it has none of this range.
func (l *loadBalancer) address(service *v1.Service) netip.Addr {
	for _, ingress := range service.Status.LoadBalancer.Ingress {
		if address, err := netip.ParseAddr(ingress.IP); err == nil && l.addresses.Contains(address) {
			return address
		}
	}
	return netip.Addr{}
}

func status(address netip.Addr) *v1.LoadBalancerStatus {
	return &v1.LoadBalancerStatus{Ingress: []v1.LoadBalancerIngress{{IP: address.String()}}}
}

// GetLoadBalancer implements cloudprovider.LoadBalancer.
func (l *loadBalancer) GetLoadBalancer(_ context.Context, _ string, service *v1.Service) (*v1.LoadBalancerStatus, bool, error) {
	address := l.address(service)
	if !address.IsValid() {
		return nil, false, nil
	}
	return status(address), true, nil
}

// GetLoadBalancerName implements cloudprovider.LoadBalancer.
func (l *loadBalancer) GetLoadBalancerName(_ context.Context, _ string, service *v1.Service) string {
	return cloudprovider.DefaultLoadBalancerName(service)
}

// EnsureLoadBalancer implements cloudprovider.LoadBalancer: the address once given stays the Service's.
func (l *loadBalancer) EnsureLoadBalancer(_ context.Context, _ string, service *v1.Service, _ []*v1.Node) (*v1.LoadBalancerStatus, error) {
	if address := l.address(service); address.IsValid() {
		return status(address), nil
	}
	services, err := l.services.List(labels.Everything())
	if err != nil {
		return nil, err
	}
	taken := map[netip.Addr]bool{}
	for _, other := range services {
		taken[l.address(other)] = true
	}
	address, err := l.addresses.free(taken)
	if err != nil {
		return nil, err
	}
	return status(address), nil
}

// UpdateLoadBalancer implements cloudprovider.LoadBalancer: kube-proxy follows the nodes by itself.
func (l *loadBalancer) UpdateLoadBalancer(context.Context, string, *v1.Service, []*v1.Node) error {
	return nil
}

// EnsureLoadBalancerDeleted implements cloudprovider.LoadBalancer: an address is free when no Service names it.
func (l *loadBalancer) EnsureLoadBalancerDeleted(context.Context, string, *v1.Service) error {
	return nil
}

// Initialize implements cloudprovider.Interface.
func (l *loadBalancer) Initialize(cloudprovider.ControllerClientBuilder, <-chan struct{}) {}

// LoadBalancer implements cloudprovider.Interface.
func (l *loadBalancer) LoadBalancer() (cloudprovider.LoadBalancer, bool) { return l, true }

// Instances implements cloudprovider.Interface.
func (l *loadBalancer) Instances() (cloudprovider.Instances, bool) { return nil, false }

// InstancesV2 implements cloudprovider.Interface.
func (l *loadBalancer) InstancesV2() (cloudprovider.InstancesV2, bool) { return nil, false }

// Zones implements cloudprovider.Interface.
func (l *loadBalancer) Zones() (cloudprovider.Zones, bool) { return nil, false }

// Clusters implements cloudprovider.Interface.
func (l *loadBalancer) Clusters() (cloudprovider.Clusters, bool) { return nil, false }

// Routes implements cloudprovider.Interface.
func (l *loadBalancer) Routes() (cloudprovider.Routes, bool) { return nil, false }

// ProviderName implements cloudprovider.Interface.
func (l *loadBalancer) ProviderName() string { return "machine" }

// HasClusterID implements cloudprovider.Interface.
func (l *loadBalancer) HasClusterID() bool { return true }
