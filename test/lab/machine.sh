# The first process of a node: machine.sh NAME [FOLDER | INSIDE=OUTER]...
# Makes private, writable layers over the folders, binds outer files to their places,
# gives private /run, /tmp and /dev and a loopback; then it reaps orphans until its
# standard input is closed. With it the kernel ends all processes of the node.
hostname "$1"; shift
mount -t tmpfs tmpfs /run && mkdir /run/lock /run/lab || exit 1
layer() {
  mkdir -p "/run/lab/upper$1" "/run/lab/work$1" &&
  mount -t overlay -o "lowerdir=$1,upperdir=/run/lab/upper$1,workdir=/run/lab/work$1" overlay "$1"
}
place() {
  mkdir -p "${1%/*}" && { [ -e "$1" ] || : > "$1"; } && mount --bind "$2" "$1"
}
for order in "$@"; do
  case $order in
    *=*) place "${order%%=*}" "${order#*=}" ;;
    *) layer "$order" ;;
  esac || exit 1
done
for directory in /tmp /dev; do mount -t tmpfs tmpfs $directory || exit 1; done
chmod 1777 /tmp
mkdir /dev/shm
for device in null:3 zero:5 full:7 random:8 urandom:9; do
  mknod -m 666 /dev/${device%:*} c 1 ${device#*:}
done
mknod -m 666 /dev/tty c 5 0
ln -s /proc/self/fd /dev/fd
echo 512 > /proc/sys/net/unix/max_dgram_qlen # as systemd sets it, for /dev/log
ip link set lo up
for kind in all default; do
  echo 0 > /proc/sys/net/ipv6/conf/$kind/accept_dad
  echo 0 > /proc/sys/net/ipv6/conf/$kind/accept_ra
done
exec 3<&0
echo ready
cat <&3 >/dev/null 2>&1 &
wait $!
