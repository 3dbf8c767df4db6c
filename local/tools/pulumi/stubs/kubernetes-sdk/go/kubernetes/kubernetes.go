// Package kubernetes stands in for Pulumi's Go SDK for Kubernetes, of which the provider uses three small things to
// make the components ConfigGroup, Directory and Chart. The SDK itself is generated code for every kind of every
// version, and compiling it takes longer than all the rest of Pulumi.
package kubernetes

import "reflect"

// UntypedArgs are the inputs of a resource whose type is known at run time only.
type UntypedArgs map[string]interface{}

// ElementType implements pulumi.Input.
func (UntypedArgs) ElementType() reflect.Type { return reflect.TypeFor[map[string]interface{}]() }
