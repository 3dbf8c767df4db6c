package machine

import (
	"context"
	"io"
	"net"
	"sync"
	"time"

	"k8s.io/klog/v2"
)

// dialTimeout bounds a connection to the API server on the same machine.
const dialTimeout = 5 * time.Second

// forward passes each connection on to the target, until the context ends. The API server listens on loopback alone,
// which pods cannot reach; TLS and client authentication stay end to end.
func forward(ctx context.Context, listener net.Listener, target string) {
	context.AfterFunc(ctx, func() { _ = listener.Close() })
	for {
		client, err := listener.Accept()
		if err != nil {
			if ctx.Err() == nil {
				klog.ErrorS(err, "API address for pods is closed")
			}
			return
		}
		go relay(client, target)
	}
}

// relay copies both ways and closes each direction when its source has ended.
func relay(client net.Conn, target string) {
	defer func() { _ = client.Close() }()
	server, err := net.DialTimeout("tcp", target, dialTimeout)
	if err != nil {
		klog.ErrorS(err, "API server cannot be reached", "target", target)
		return
	}
	defer func() { _ = server.Close() }()
	var both sync.WaitGroup
	both.Go(func() { oneWay(server, client) })
	both.Go(func() { oneWay(client, server) })
	both.Wait()
}

func oneWay(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	if half, ok := to.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
}
