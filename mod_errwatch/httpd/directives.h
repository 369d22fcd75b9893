// The command table, made from the list of directives (config/directive.h).
#pragma once

#include "httpd/prelude.h"

namespace errwatch::httpd {

extern const command_rec kCommands[];

}  // namespace errwatch::httpd
