// The command table, made from core's list of directives.
#pragma once

#include "httpd/prelude.h"

namespace errwatch::httpd {

extern const command_rec kCommands[];

}  // namespace errwatch::httpd
