{{/* Names; short enough for what is added to them. */}}
{{- define "load-operator.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{- define "load-operator.fullname" -}}
{{- $name := include "load-operator.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "load-operator.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "load-operator.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{/* Labels. */}}
{{- define "load-operator.selectorLabels" -}}
app.kubernetes.io/name: {{ include "load-operator.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "load-operator.labels" -}}
{{ include "load-operator.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* What the operator does in the namespaces of campaigns: config/rbac/role.yaml, less what no namespace has. */}}
{{- define "load-operator.rules" -}}
- apiGroups: [loadoperator.dev]
  resources: [loadcampaigns]
  verbs: [get, list, watch, delete]
- apiGroups: [loadoperator.dev]
  resources: [loadcampaigns/status]
  verbs: [patch]
- apiGroups: [loadoperator.dev]
  resources: [baselines]
  verbs: [get, list, watch]
- apiGroups: [loadoperator.dev]
  resources: [baselines/status]
  verbs: [patch]
- apiGroups: [loadoperator.dev]
  resources: [baselinerevisions]
  verbs: [list, watch, create, delete]
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, create, patch, delete]
- apiGroups: [""]
  resources: [configmaps]
  verbs: [list, create, patch, delete]
- apiGroups: [""]
  resources: [events]
  verbs: [get, create, patch]
- apiGroups: [""]
  resources: [services, endpoints]
  verbs: [get]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [list]
{{- if .Values.rbac.profiling }}
- apiGroups: [""]
  resources: [pods/ephemeralcontainers]
  verbs: [get, patch]
{{- end }}
{{- end -}}

{{/* Of a namespace whose Services campaigns of others may load. */}}
{{- define "load-operator.targetRules" -}}
- apiGroups: [""]
  resources: [pods]
  verbs: [list]
- apiGroups: [""]
  resources: [services, endpoints]
  verbs: [get]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [list]
{{- end -}}

{{- define "load-operator.viewRules" -}}
- apiGroups: [loadoperator.dev]
  resources: [loadcampaigns, loadcampaigns/status, baselines, baselines/status, baselinerevisions]
  verbs: [get, list, watch]
{{- end -}}

{{- define "load-operator.editRules" -}}
- apiGroups: [loadoperator.dev]
  resources: [loadcampaigns, baselines]
  verbs: [create, delete, deletecollection, patch, update]
- apiGroups: [loadoperator.dev]
  resources: [baselinerevisions]
  verbs: [delete]
{{- end -}}

{{- define "load-operator.subjects" -}}
- kind: ServiceAccount
  name: {{ include "load-operator.serviceAccount" . }}
  namespace: {{ .Release.Namespace }}
{{- end -}}
