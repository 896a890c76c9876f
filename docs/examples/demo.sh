#!/bin/sh
# What screenlib does, in a few commands. `make demo` runs this in the project's environment.
set -eu
cd "$(dirname "$0")/../.."

if [ -t 1 ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); else bold= plain=; fi

show() {
    printf '\n%s$ %s%s\n' "$bold" "$*" "$plain"
    "$@"
}

show screenlib screen "Zhejiang Dahua" 杭州海康威視數字技術 "Hikvision Europe B.V." "Nvidia"
show screenlib screen --as-of 2019-06-01 Hikvision
show screenlib compare 北京东方晶源微电子科技有限公司 "Beijing Dongfang Jingyuan Microelectronics"
mkdir -p demo-output
show screenlib batch docs/examples/customers.csv --column company --output demo-output/customers.csv
show python docs/examples/show_csv.py demo-output/customers.csv company verdict probability entity_name reason
