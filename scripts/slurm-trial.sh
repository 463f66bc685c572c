#!/usr/bin/env bash
# Runs a sweep as a Slurm job array on a cluster of one node, this machine, set up in a folder of its own.
# As root, on Debian: apt-get install slurm-wlm munge; npm run build; scripts/slurm-trial.sh
# What is shown: the array runs, a node failure puts a shard back into the queue, a job that is cancelled is submitted again by the
# same command, and what is merged is byte for byte what one process writes.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
for needed in munged slurmctld slurmd sbatch squeue scontrol; do
  command -v "$needed" >/dev/null || PATH=$PATH:/usr/sbin command -v "$needed" >/dev/null ||
    { echo "slurm-trial: there is no $needed here: apt-get install slurm-wlm munge" >&2; exit 77; }
done
[ "$(id -u)" = 0 ] || { echo "slurm-trial: needs root" >&2; exit 77; }
[ -e "$root/dist/bin/main.js" ] || { echo "slurm-trial: npm run build first" >&2; exit 77; }
export PATH=$PATH:/usr/sbin

trial=$(mktemp -d /tmp/kjoule-slurm.XXXXXX)
export SLURM_CONF=$trial/slurm.conf
pids=()
finish() {
  status=$?
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  [ "$status" = 0 ] && rm -rf "$trial" || echo "slurm-trial: failed; see $trial" >&2
  exit "$status"
}
trap finish EXIT

# Authentication between the daemons.
mkdir -p "$trial"/{munge,state,spool,run}
dd if=/dev/urandom bs=1 count=1024 of="$trial/munge/munge.key" status=none
chown -R munge: "$trial/munge" && chmod 700 "$trial/munge" && chmod 400 "$trial/munge/munge.key"
chmod 755 "$trial"
runuser -u munge -- munged --foreground --key-file="$trial/munge/munge.key" --socket="$trial/munge/socket" \
  --pid-file="$trial/munge/pid" --log-file="$trial/munge/log" --seed-file="$trial/munge/seed" --force >/dev/null 2>&1 &
pids+=($!)
chmod 711 "$trial/munge"

host=$(hostname -s)
cat >"$SLURM_CONF" <<CONF
ClusterName=trial
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$trial/munge/socket
CredType=cred/munge
StateSaveLocation=$trial/state
SlurmdSpoolDir=$trial/spool
SlurmctldPidFile=$trial/run/slurmctld.pid
SlurmdPidFile=$trial/run/slurmd.pid
SlurmctldPort=16817
SlurmdPort=16818
SlurmctldLogFile=$trial/slurmctld.log
SlurmdLogFile=$trial/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobRequeue=1
ReturnToService=2
SchedulerParameters=requeue_delay=1
MinJobAge=300
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=trial Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
slurmctld -D >/dev/null 2>&1 &
pids+=($!)
slurmd -D -N "$host" >/dev/null 2>&1 &
pids+=($!)

until sinfo --noheader --states=idle --format=%D 2>/dev/null | grep -q 1; do
  sleep 0.5
  [ $((waited = ${waited:-0} + 1)) -lt 120 ] || { echo "slurm-trial: the node does not come up" >&2; exit 1; }
done
echo "slurm-trial: $(sinfo --version), one node"

cat >"$trial/study.yaml" <<YAML
title: A trial
workload: resnet20
layers: [layer*.conv*]
hardware: eyeriss-65nm-lut
mapper: { strategy: templates, searches: per-accelerator }
compression: { engine: assume, options: { coding: plain } }
sweep:
  compression.options.k: { from: 2, to: 31 }
  hardwareChanges.levels.GLB.capacity: [36 KiB, 54 KiB, 72 KiB, 108 KiB]
YAML
kjoule() { node "$root/bin/kjoule.js" "$@"; }
cd "$trial"
export KJOULE_CACHE=
submit() { kjoule run study.yaml --no-charts --out shared --engine slurm --shards 6; }
queued() { squeue --noheader --array --format=%i | wc -l; }
wait_for() {
  for _ in $(seq 3000); do "$@" && return; sleep 0.1; done
  echo "slurm-trial: waited in vain for $*" >&2
  exit 1
}
is_under_way() { [ "$(cat shared/cases.1-of-6.jsonl 2>/dev/null | wc -l)" -gt 2 ]; }
is_empty() { [ "$(queued)" = 0 ]; }

submit | tee submitted
job=$(sed -n 's/^Job \([0-9]*\):.*/\1/p' submitted)

# A node fails under a shard: what Slurm does then is put its job back into the queue.
wait_for is_under_way
scontrol requeue "${job}_1"
echo "slurm-trial: ${job}_1 was put back into the queue with $(($(wc -l <shared/cases.1-of-6.jsonl) - 1)) of 20 cases done"
start_now() { scontrol update "JobId=${job}_1" StartTime=now 2>/dev/null; }
# Slurm would wait two minutes.
wait_for start_now

# A shard is lost for good.
scancel "${job}_6"
echo "slurm-trial: ${job}_6 was cancelled"
wait_for is_empty
[ ! -e shared/result.json ] || { echo "slurm-trial: merged although a shard is missing" >&2; exit 1; }
grep -q "1 of 6 shards are not finished: 6" slurm-*.out shared/slurm/merge.txt 2>/dev/null ||
  { echo "slurm-trial: the merging job does not say which shard is missing" >&2; exit 1; }

# The same command again: only what is missing.
submit | tee again
grep -q "1 of 6 shards" again || { echo "slurm-trial: more than the missing shard was submitted" >&2; exit 1; }
wait_for is_empty
[ -e shared/result.json ] || { echo "slurm-trial: not merged" >&2; cat shared/slurm/*.txt >&2; exit 1; }

kjoule run study.yaml --no-charts --out alone >/dev/null
diff -r alone shared --exclude=slurm
echo "slurm-trial: 120 cases in 6 shards, byte for byte what one process writes"
