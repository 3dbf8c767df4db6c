package main

import (
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/pod-security-admission/policy"
)

// securityChecks gives the names of all checks of the Pod Security level `restricted`, those of `baseline` included.
func securityChecks() []string {
	var names []string
	for _, check := range policy.DefaultChecks() {
		names = append(names, string(check.ID))
	}
	return names
}

// insecure gives the checks of the level `restricted`, each in its newest version, that the pods of an object do not pass.
func insecure(object runtime.Object) []string {
	var template corev1.PodTemplateSpec
	switch workload := object.(type) {
	case *appsv1.Deployment:
		template = workload.Spec.Template
	case *appsv1.StatefulSet:
		template = workload.Spec.Template
	default:
		return nil
	}
	var failed []string
	for _, check := range policy.DefaultChecks() {
		newest := check.Versions[len(check.Versions)-1]
		if !newest.CheckPod(&template.ObjectMeta, &template.Spec).Allowed {
			failed = append(failed, string(check.ID))
		}
	}
	return failed
}
