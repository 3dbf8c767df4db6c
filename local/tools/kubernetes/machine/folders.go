package machine

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	provisioning "sigs.k8s.io/sig-storage-lib-external-provisioner/v13/controller"
)

// Provisioner is the name by which storage classes ask for these volumes.
const Provisioner = "shared-keys/folder"

// folders provisions a folder for each claim. The volumes are of type local, for which the kubelet honours fsGroup as it
// does for a cloud's disks: a pod that forgets it fails here too, not only elsewhere.
type folders struct {
	root, node string
}

// path is the volume's folder. A volume's name is the library's own, "pvc-" and a UUID.
func (f *folders) path(volume string) string { return filepath.Join(f.root, filepath.Base(volume)) }

// Provision implements provisioning.Provisioner.
func (f *folders) Provision(_ context.Context, o provisioning.ProvisionOptions) (*v1.PersistentVolume, provisioning.ProvisioningState, error) {
	for _, mode := range o.PVC.Spec.AccessModes {
		if mode == v1.ReadOnlyMany {
			return nil, provisioning.ProvisioningFinished, fmt.Errorf("access mode %s: a new folder is empty", mode)
		}
	}
	if o.PVC.Spec.Selector != nil {
		return nil, provisioning.ProvisioningFinished, fmt.Errorf("claim %s/%s: selectors are not supported", o.PVC.Namespace, o.PVC.Name)
	}
	path := f.path(o.PVName)
	if err := os.MkdirAll(path, 0o770); err != nil {
		return nil, provisioning.ProvisioningFinished, err
	}
	filesystem := v1.PersistentVolumeFilesystem
	return &v1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{Name: o.PVName},
		Spec: v1.PersistentVolumeSpec{
			PersistentVolumeReclaimPolicy: *o.StorageClass.ReclaimPolicy,
			AccessModes:                   o.PVC.Spec.AccessModes,
			VolumeMode:                    &filesystem,
			MountOptions:                  o.StorageClass.MountOptions,
			Capacity: v1.ResourceList{
				v1.ResourceStorage: o.PVC.Spec.Resources.Requests[v1.ResourceStorage],
			},
			PersistentVolumeSource: v1.PersistentVolumeSource{Local: &v1.LocalVolumeSource{Path: path}},
			NodeAffinity: &v1.VolumeNodeAffinity{Required: &v1.NodeSelector{NodeSelectorTerms: []v1.NodeSelectorTerm{{
				MatchExpressions: []v1.NodeSelectorRequirement{{
					Key: v1.LabelHostname, Operator: v1.NodeSelectorOpIn, Values: []string{f.node},
				}},
			}}}},
		},
	}, provisioning.ProvisioningFinished, nil
}

// Delete implements provisioning.Provisioner.
func (f *folders) Delete(_ context.Context, volume *v1.PersistentVolume) error {
	return os.RemoveAll(f.path(volume.Name))
}
