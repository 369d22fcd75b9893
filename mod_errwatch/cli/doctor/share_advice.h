// What to do about hosts that do not count as one although they should (ErrWatchShare).
#pragma once

#include "pages/share_view.h"

namespace errwatch::cli {

const char* AdviceOn(const ShareTrouble& trouble);

}  // namespace errwatch::cli
