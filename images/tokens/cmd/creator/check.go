package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"shared-keys/tokens/internal/exitstatus"
)

// checkTimeout is how long a check waits for the response.
const checkTimeout = 3 * time.Second

// check asks the creator on a port of this host whether it is ready; it returns the exit status. It is the health check
// of Docker Compose, since the image contains no other program.
func check(ctx context.Context, port int) int {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d/readyz", port), nil)
	if err != nil {
		return exitstatus.Failed
	}
	// Not by http.Client, which would follow redirects.
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return exitstatus.Failed
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return exitstatus.Failed
	}
	return exitstatus.Succeeded
}
