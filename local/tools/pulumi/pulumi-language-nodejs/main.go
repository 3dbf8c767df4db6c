// Command pulumi-language-nodejs is Pulumi's language host for Node.js: it runs programs and policy packs for the engine,
// by the protocol of pulumirpc.LanguageRuntime. Upstream's is not published as a module. It generates no code; the
// engine is told so by the protocol's own "unimplemented".
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

// healthcheckInterval is how often the engine is asked whether it is still there.
const healthcheckInterval = 5 * time.Minute

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-language-nodejs:", err)
		os.Exit(1)
	}
}

// serve answers the engine until it has gone.
func serve() error {
	flag.String("root", "", "folder of the project; each request names its own")
	flag.Parse()

	host := &languageHost{engine: flag.Arg(0)}
	ctx, gone := context.WithCancel(context.Background())
	defer gone()
	if host.engine != "" {
		if err := rpcutil.Healthcheck(ctx, host.engine, healthcheckInterval, gone); err != nil {
			return err
		}
	}
	cancel := make(chan bool)
	context.AfterFunc(ctx, func() { close(cancel) })
	server, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: cancel,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, host)
			return nil
		},
	})
	if err != nil {
		return err
	}
	// The engine reads the port from the first line.
	fmt.Println(server.Port)
	return <-server.Done
}
