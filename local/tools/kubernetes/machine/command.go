// Package machine is the cloud provider of a cluster that is one machine: it gives Services of type LoadBalancer a
// loopback address, claims of class "standard" a folder, and pods a way to the API server.
package machine

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/spf13/cobra"
	"k8s.io/apiserver/pkg/server"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	servicecontroller "k8s.io/cloud-provider/controllers/service"
	featuregate "k8s.io/component-base/featuregate"
	controllersmetrics "k8s.io/component-base/metrics/prometheus/controllers"
	provisioning "sigs.k8s.io/sig-storage-lib-external-provisioner/v13/controller"
)

// clusterName tells this cluster's load balancers from another's in the service controller's names.
const clusterName = "shared-keys"

// resync is how often the informers hand every object to the controllers again.
const resync = 10 * time.Minute

// options are the command's settings.
type options struct {
	// kubeconfig is the file with this controller's own identity.
	kubeconfig string
	// volumes is the folder in which each claim gets a folder.
	volumes string
	// node is the name of the only node, which local volumes are tied to.
	node string
	// loadBalancers is the range of addresses for Services of type LoadBalancer, within 127.0.0.0/8.
	loadBalancers string
	// apiListen is the address, on the pod network, at which pods reach the API server; apiTarget is where it listens.
	apiListen, apiTarget string
}

// NewCommand is `machine-controller`.
func NewCommand() *cobra.Command {
	var o options
	command := &cobra.Command{
		Use:          "machine-controller",
		Short:        "Load balancers, volumes and the API's pod-side address for a cluster that is one machine",
		Args:         cobra.NoArgs,
		SilenceUsage: true,
		RunE:         func(*cobra.Command, []string) error { return run(server.SetupSignalContext(), o) },
	}
	flags := command.Flags()
	flags.StringVar(&o.kubeconfig, "kubeconfig", "", "file with this controller's own identity")
	flags.StringVar(&o.volumes, "volumes", "", "folder in which each claim gets a folder")
	flags.StringVar(&o.node, "node", "", "name of the only node")
	flags.StringVar(&o.loadBalancers, "load-balancers", "127.10.0.0/24", "addresses for Services of type LoadBalancer")
	flags.StringVar(&o.apiListen, "api-listen", "", "address on the pod network at which pods reach the API server")
	flags.StringVar(&o.apiTarget, "api-target", "", "address of the API server")
	for _, name := range []string{"kubeconfig", "volumes", "node", "api-listen", "api-target"} {
		if err := command.MarkFlagRequired(name); err != nil {
			panic(err)
		}
	}
	return command
}

func run(ctx context.Context, o options) error {
	addresses, err := newLoopbackRange(o.loadBalancers)
	if err != nil {
		return err
	}
	config, err := clientcmd.BuildConfigFromFlags("", o.kubeconfig)
	if err != nil {
		return fmt.Errorf("kubeconfig %s: %w", o.kubeconfig, err)
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return fmt.Errorf("kubeconfig %s: %w", o.kubeconfig, err)
	}

	listener, err := net.Listen("tcp", o.apiListen)
	if err != nil {
		return fmt.Errorf("API address for pods: %w", err)
	}
	go forward(ctx, listener, o.apiTarget)

	factory := informers.NewSharedInformerFactory(client, resync)
	services := factory.Core().V1().Services()
	balancer := &loadBalancer{addresses: addresses, services: services.Lister()}
	controller, err := servicecontroller.New(balancer, client, services, factory.Core().V1().Nodes(), clusterName,
		featuregate.NewFeatureGate())
	if err != nil {
		return fmt.Errorf("load balancers: %w", err)
	}
	provisioner := provisioning.NewProvisionController(ctx, client, Provisioner,
		&folders{root: o.volumes, node: o.node}, provisioning.LeaderElection(false),
		// A claim is served or reported within seconds; the library's default is to back off up to five minutes.
		provisioning.ExponentialBackOffOnError(true), provisioning.MetricsPort(0))

	factory.Start(ctx.Done())
	// One worker, since an address is free only until the next Service has taken it.
	go controller.Run(ctx, 1, controllersmetrics.NewControllerManagerMetrics("machine-controller"))
	provisioner.Run(ctx)
	return nil
}
