#!/bin/sh
# Writes env-config.js into the working directory: each name of .env with its value in the environment, or else in .env.
{
  echo 'window._env_ = {'
  while IFS='=' read -r name value || [ -n "$name" ]; do
    printf '%s: "%s",\n' "$name" "$(printenv "$name" || echo "$value")"
  done <.env
  echo '}'
} >env-config.js
