package main

import (
	"context"
	"encoding/json"
	"fmt"

	v1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/cel/openapi/resolver"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	internal "k8s.io/kubernetes/pkg/apis/admissionregistration"
	_ "k8s.io/kubernetes/pkg/apis/admissionregistration/install"
	"k8s.io/kubernetes/pkg/apis/admissionregistration/validation"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	"k8s.io/kubernetes/pkg/generated/openapi"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/apps/statefulset"
	"k8s.io/kubernetes/pkg/registry/core/configmap"
	"k8s.io/kubernetes/pkg/registry/core/namespace"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolumeclaim"
	"k8s.io/kubernetes/pkg/registry/core/secret"
	"k8s.io/kubernetes/pkg/registry/core/service"
	"k8s.io/kubernetes/pkg/registry/networking/networkpolicy"
	"k8s.io/kubernetes/pkg/registry/policy/poddisruptionbudget"
)

// strategies are how the API server checks new objects of the kinds that policies judge.
var strategies = map[string]rest.RESTCreateStrategy{
	"ConfigMap":             configmap.Strategy,
	"Deployment":            deployment.Strategy,
	"Namespace":             namespace.Strategy,
	"NetworkPolicy":         networkpolicy.Strategy,
	"PersistentVolumeClaim": persistentvolumeclaim.Strategy,
	"PodDisruptionBudget":   poddisruptionbudget.Strategy,
	"Secret":                secret.Strategy,
	"Service":               service.Strategy,
	"StatefulSet":           statefulset.Strategy,
}

// api is what the API server does with an object before it asks the policies.
type api struct {
	// decoder refuses unknown fields, as `fieldValidation=Strict` does.
	decoder runtime.Decoder
}

func newAPI() api {
	strict := serializer.NewCodecFactory(legacyscheme.Scheme, serializer.EnableStrict)
	return api{decoder: strict.UniversalDecoder()}
}

// judge judges an object as it is applied, and as it is served.
func (a api) judge(judges []*policyJudge, object map[string]any) (Verdict, error) {
	applied := &unstructured.Unstructured{Object: withoutNulls(object).(map[string]any)}
	kind := applied.GroupVersionKind()
	findings, cost, err := judgeAll(judges, kind, applied)
	if err != nil {
		return Verdict{}, err
	}
	verdict := Verdict{Applied: findings, Cost: cost}
	served, refusal := a.serve(kind, applied)
	if refusal != nil {
		verdict.Refusal = refusal.Error()
	}
	if served != nil {
		verdict.Insecure = insecure(served)
		if verdict.Served, _, err = judgeAll(judges, kind, served); err != nil {
			return Verdict{}, err
		}
	}
	return verdict, nil
}

// texts are the fields whose values are texts by names of any kind.
var texts = map[string]bool{"labels": true, "annotations": true, "matchLabels": true, "nodeSelector": true}

// withoutNulls leaves out the fields that are null: for the API server they are not there. An element that is null, or a
// text by a name, is the empty value of its type.
func withoutNulls(value any) any {
	return withoutNullsIn(value, "")
}

// withoutNullsIn does so with the value of a field.
func withoutNullsIn(value any, name string) any {
	switch value := value.(type) {
	case map[string]any:
		for key, field := range value {
			switch {
			case field != nil:
				value[key] = withoutNullsIn(field, key)
			case texts[name]:
				value[key] = ""
			default:
				delete(value, key)
			}
		}
	case []any:
		empty := emptyLike(value)
		for index, element := range value {
			if element == nil {
				value[index] = empty
			} else {
				value[index] = withoutNullsIn(element, "")
			}
		}
	}
	return value
}

// emptyLike is the empty value of the type of a list's elements; nil when none of them tells.
func emptyLike(list []any) any {
	for _, element := range list {
		switch element.(type) {
		case string:
			return ""
		case int64, float64:
			return int64(0)
		case map[string]any:
			return map[string]any{}
		}
	}
	return nil
}

// serve decodes an object, sets its defaults and checks it, as for a request that creates it. An object that is decoded,
// but refused by a check, comes with the error.
func (a api) serve(kind schema.GroupVersionKind, applied *unstructured.Unstructured) (runtime.Object, error) {
	text, err := json.Marshal(applied.Object)
	if err != nil {
		return nil, err
	}
	decoded, _, err := a.decoder.Decode(text, &kind, nil)
	if err != nil {
		return nil, err
	}
	created, err := meta.Accessor(decoded)
	if err != nil {
		return nil, err
	}
	space := created.GetNamespace()
	rest.FillObjectMetaSystemFields(created)
	strategy, known := strategies[kind.Kind]
	if !known {
		return nil, fmt.Errorf("no policy should judge the kind %s", kind.Kind)
	}
	if space == "" && strategy.NamespaceScoped() {
		space = metav1.NamespaceDefault
		created.SetNamespace(space)
	}
	refusal := rest.BeforeCreate(strategy, request.WithNamespace(context.Background(), space), decoded)
	served, err := legacyscheme.Scheme.ConvertToVersion(decoded, kind.GroupVersion())
	if err != nil {
		return nil, err
	}
	served.GetObjectKind().SetGroupVersionKind(kind)
	return served, refusal
}

// warnings are what the API server finds wrong with policies.
func (a api) warnings(policies []*v1.ValidatingAdmissionPolicy) map[string][]string {
	mapper := meta.NewDefaultRESTMapper(nil)
	for _, one := range policies {
		for _, rule := range one.Spec.MatchConstraints.ResourceRules {
			for _, kind := range kindsOf(rule) {
				mapper.Add(kind, meta.RESTScopeNamespace)
			}
		}
	}
	checker := validating.TypeChecker{
		SchemaResolver: resolver.NewDefinitionsSchemaResolver(openapi.GetOpenAPIDefinitions, legacyscheme.Scheme),
		RestMapper:     mapper,
	}
	found := map[string][]string{}
	add := func(name, text string) { found[name] = append(found[name], text) }
	for _, one := range policies {
		for _, warning := range checker.Check(one) {
			add(one.Name, warning.FieldRef+": "+warning.Warning)
		}
		defaulted := one.DeepCopy()
		legacyscheme.Scheme.Default(defaulted)
		var made internal.ValidatingAdmissionPolicy
		if err := legacyscheme.Scheme.Convert(defaulted, &made, nil); err != nil {
			add(one.Name, err.Error())
			continue
		}
		for _, err := range validation.ValidateValidatingAdmissionPolicy(&made) {
			add(one.Name, err.Error())
		}
	}
	return found
}
