# Optimises the module and the command line tool as a whole, where all else links the same folders as they are: tests and fuzzers would
# take as long again each. The objects hold both forms for that; where no tests are built, only the one that is linked, which takes a
# quarter less time to make. A request costs a quarter fewer instructions of the module (docs/benchmarks.md): small functions of one folder
# are called from others, and a unit that is large keeps its compiler from inlining.
#
# Only g++: what clang++ makes holds one form alone. Not with sanitizers, nor without optimisation.
set(whole_program OFF)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_BUILD_TYPE MATCHES "Rel" AND NOT ERRWATCH_SANITIZE)
  set(whole_program ON)
endif()
option(ERRWATCH_WHOLE_PROGRAM "Optimise module and tool as a whole (g++, release builds)" ${whole_program})

if(ERRWATCH_WHOLE_PROGRAM)
  get_property(folders GLOBAL PROPERTY ERRWATCH_FOLDERS)
  set(objects -ffat-lto-objects)
  if(NOT build_tests AND CMAKE_CXX_COMPILER_AR AND CMAKE_CXX_COMPILER_RANLIB)
    set(objects -fno-fat-lto-objects)
    # The compiler's own, which know what is in such an object.
    set(CMAKE_AR ${CMAKE_CXX_COMPILER_AR})
    set(CMAKE_RANLIB ${CMAKE_CXX_COMPILER_RANLIB})
  endif()
  foreach(target IN LISTS folders ITEMS mod_errwatch errwatch)
    target_compile_options(${target} PRIVATE -flto=auto ${objects})
  endforeach()
  # The linker compiles: what holds for all objects has to be said once more. g++ 12 takes a length that it cannot bound, of a text that it
  # sees whole, for one of 2^64 - 1.
  foreach(target mod_errwatch errwatch)
    target_link_options(${target} PRIVATE -flto=auto -fno-gnu-unique -ftls-model=initial-exec -Wno-stringop-overread)
  endforeach()
endif()
