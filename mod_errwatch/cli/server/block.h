// `errwatch block` and `errwatch unblock`.
#pragma once

#include "cli/server/by_hand.h"

namespace errwatch::cli {

int RunBlock(const BlockOptions& options);
int RunUnblock(const UnblockOptions& options);

}  // namespace errwatch::cli
