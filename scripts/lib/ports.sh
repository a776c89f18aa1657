# Ports of this machine, for scripts that start servers. To be sourced; needs `fail`.

answers() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

is_port() {
  [[ $1 =~ ^[0-9]{1,5}$ ]] && ((10#$1 >= 1 && 10#$1 <= 65535))
}

# take_port NAME DEFAULT: the port that the variable NAME asks for, which must be free, or else the
# first free one from DEFAULT on. Prints it.
take_port() {
  local name=$1 port=${!1:-$2} wished=${!1:-}
  is_port "$port" || fail "$name is '$port': it must be a number from 1 to 65535."
  if [[ -n $wished ]]; then
    ! answers "$port" || fail "Port $port is taken by another program." \
      "Stop that, choose another port, or leave $name away: then the next free one is taken."
  else
    while answers "$port"; do
      ((++port <= $2 + 100)) || fail "None of the ports $2 to $(($2 + 100)) is free."
    done
  fi
  echo "$port"
}
