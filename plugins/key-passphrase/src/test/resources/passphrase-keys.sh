#!/bin/sh
# Makes passphrase-keys.csv with the reference implementation of Argon2 (on Debian: apt install argon2 xxd):
#   sh passphrase-keys.sh >passphrase-keys.csv
# Texts are in NFC. The salts must hold no zero byte: the command takes them as an argument.
vector() {
    salt=$(printf 'USI passphrase key v1\0%s' "$1" | sha256sum | cut -c1-32 | xxd -r -p)
    key=$(printf %s "$2" | argon2 "$salt" -id -v 13 -t 3 -m 16 -p 4 -l 32 -r)
    printf '"%s","%s",%s\n' "$1" "$2" "$key"
}
echo 'salt,passphrase,key'
vector '' 'correct horse battery staple'
vector 'the blue team' 'correct horse battery staple'
vector 'the blue team' 'twelve chars'
vector 'équipe' 'Ça a été très bête à Noël'
vector '日本' '正確な馬の電池のホッチキスが'
vector 'emoji' '🐴🔋📎 horse battery staple'
