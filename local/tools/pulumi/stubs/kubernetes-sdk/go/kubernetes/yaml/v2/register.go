// Package v2 registers the objects of a manifest.
package v2

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// RegisterResource registers an object under the type that Pulumi's SDKs give it: `kubernetes:apps/v1:Deployment`, and
// `kubernetes:core/v1:Pod` where the API's group has no name. Its outputs are left to whoever asks the engine for them.
func RegisterResource(ctx *pulumi.Context, apiVersion, kind, name string, props pulumi.Input, opts ...pulumi.ResourceOption) (pulumi.CustomResource, error) {
	group := apiVersion
	if !strings.Contains(group, "/") {
		group = "core/" + group
	}
	resource := new(pulumi.CustomResourceState)
	if err := ctx.RegisterResource("kubernetes:"+group+":"+kind, name, props, resource, opts...); err != nil {
		return nil, err
	}
	return resource, nil
}
