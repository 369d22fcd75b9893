# Where `cmake --install` puts things. The module goes where apxs says that httpd looks for modules; the rest follows CMAKE_INSTALL_PREFIX
# of the configure step, because paths are written into the configuration and into the command line tool. DESTDIR is respected.
#
#   ERRWATCH_LAYOUT debian   <sysconfdir>/mods-available/errwatch.{load,conf}, for a2enmod
#                   rhel     <sysconfdir>/conf.modules.d/10-errwatch.conf and conf.d/errwatch.conf, which httpd reads by itself
#                   httpd    <sysconfdir>/extra/errwatch.{load,conf}, to be included by httpd.conf
#   ERRWATCH_PACKAGE         ON for `cpack` (package.cmake): the package manager looks after changed configuration files
#   ERRWATCH_STRIP           symbols stay in the build tree; OFF for packages that put them aside themselves
include(GNUInstallDirs)

option(ERRWATCH_PACKAGE "Install what a package holds" OFF)
option(ERRWATCH_STRIP "Install programs without symbols and debug information" ON)

execute_process(COMMAND ${APXS} -q PROGNAME OUTPUT_VARIABLE APXS_PROGNAME OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(APXS_PROGNAME STREQUAL "apache2" OR IS_DIRECTORY "${APXS_SYSCONFDIR}/mods-available")
  set(DEFAULT_LAYOUT debian)
else()
  set(DEFAULT_LAYOUT httpd)
endif()
set(ERRWATCH_LAYOUT ${DEFAULT_LAYOUT} CACHE STRING "Where configuration files go: debian, rhel or httpd")
set(ERRWATCH_MODULE_DIR "${APXS_LIBEXECDIR}" CACHE PATH "Directory of httpd's modules")
set(ERRWATCH_HTTPD_CONF_DIR "${APXS_SYSCONFDIR}" CACHE PATH "Directory of httpd's configuration")
set(load_name errwatch.load)
# Where httpd has its state file unless a directive says otherwise: in its runtime directory, which Debian's and RHEL's own configuration
# name (DefaultRuntimeDir) and any other httpd has built in. httpd's headers say it as httpd itself uses it: below ServerRoot unless absolute.
if(ERRWATCH_LAYOUT STREQUAL "debian")
  set(conf_dir "${ERRWATCH_HTTPD_CONF_DIR}/mods-available")
  set(load_dir "${conf_dir}")
  set(runtime_dir "/run/apache2")
  set(httpd_conf "${ERRWATCH_HTTPD_CONF_DIR}/apache2.conf")
elseif(ERRWATCH_LAYOUT STREQUAL "rhel")
  set(conf_dir "${ERRWATCH_HTTPD_CONF_DIR}/conf.d")
  set(load_dir "${ERRWATCH_HTTPD_CONF_DIR}/conf.modules.d")
  set(load_name 10-errwatch.conf)
  set(runtime_dir "/run/httpd")
  set(module_rights OWNER_EXECUTE GROUP_EXECUTE WORLD_EXECUTE)  # as modules of RPMs are
  set(httpd_conf "${ERRWATCH_HTTPD_CONF_DIR}/conf/httpd.conf")
else()
  set(conf_dir "${ERRWATCH_HTTPD_CONF_DIR}/extra")
  set(load_dir "${conf_dir}")
  set(httpd_conf "${ERRWATCH_HTTPD_CONF_DIR}/httpd.conf")
  file(STRINGS "${APXS_INCLUDEDIR}/ap_config_layout.h" layout REGEX "define DEFAULT_(PREFIX|REL_RUNTIMEDIR) ")
  string(REGEX REPLACE ".*DEFAULT_PREFIX \"([^\"]*)\".*" "\\1" httpd_root "${layout}")
  string(REGEX REPLACE ".*DEFAULT_REL_RUNTIMEDIR \"([^\"]*)\".*" "\\1" runtime_dir "${layout}")
endif()
cmake_path(ABSOLUTE_PATH runtime_dir BASE_DIRECTORY "${httpd_root}" OUTPUT_VARIABLE state_file)
string(APPEND state_file "/errwatch.state")
if(ERRWATCH_PACKAGE)  # a directory of the package's own, on a disk
  set(state_file "/var/lib/errwatch/errwatch.state")
endif()
set(ERRWATCH_DEFAULT_STATE_FILE "" CACHE FILEPATH
  "State file that the command line tool looks at unless told otherwise (empty: where httpd puts it)")
if(ERRWATCH_DEFAULT_STATE_FILE)
  set(state_file "${ERRWATCH_DEFAULT_STATE_FILE}")
endif()
set(local_dir "${ERRWATCH_HTTPD_CONF_DIR}/errwatch")
set(share_dir "${CMAKE_INSTALL_FULL_DATADIR}/errwatch")
set(rules_dir "${share_dir}/rules")
set(doc_dir "${CMAKE_INSTALL_FULL_DOCDIR}")
if(ERRWATCH_PACKAGE)
  set(doc_dir "${CMAKE_INSTALL_FULL_DATADIR}/doc/errwatch-common")
endif()

# The tool finds the rules beside itself before they are installed, too.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share/errwatch)
file(CREATE_LINK ${CMAKE_SOURCE_DIR}/conf/rules ${CMAKE_BINARY_DIR}/share/errwatch/rules SYMBOLIC)
set_source_files_properties(cli/config/installed_paths.cc PROPERTIES COMPILE_DEFINITIONS
  "ERRWATCH_RULES_DIR=\"${rules_dir}\";ERRWATCH_DEFAULT_STATE_FILE=\"${state_file}\";\
ERRWATCH_RUNTIME_DIR=\"${runtime_dir}\";ERRWATCH_HTTPD_CONF=\"${httpd_conf}\"")

# What names paths is installed with this installation's.
set(generated ${CMAKE_CURRENT_BINARY_DIR}/installed)
set(documents anomalies.md collectors.md everyday.md firewall.md from-other-tools.md guide.md many-hosts.md notify.md mod_errwatch.md errwatch.md messages.md rules.md
  design.md shm-format.md)
list(TRANSFORM documents PREPEND docs/)
set(configuration conf/errwatch.load conf/errwatch.conf)
file(RELATIVE_PATH schema_from_doc ${doc_dir} ${share_dir}/schema)
foreach(name ${configuration} ${documents})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${name})
  file(READ ${CMAKE_SOURCE_DIR}/${name} text)
  string(REPLACE "/usr/lib/apache2/modules" "${ERRWATCH_MODULE_DIR}" text "${text}")
  string(REPLACE "/usr/local/share/errwatch/rules" "${rules_dir}" text "${text}")
  string(REPLACE "/usr/local/share/errwatch/crawlers.conf" "${share_dir}/crawlers.conf" text "${text}")
  string(REPLACE "/usr/local/share/errwatch/schema" "${share_dir}/schema" text "${text}")
  string(REPLACE "](schema/" "](${schema_from_doc}/" text "${text}")
  string(REPLACE "[tests/guide/" "[examples/guide/" text "${text}")
  string(REPLACE "](../tests/guide/" "](examples/guide/" text "${text}")
  string(REPLACE "/usr/local/share/doc/mod_errwatch" "${doc_dir}" text "${text}")
  string(REPLACE "/etc/apache2/errwatch/" "${local_dir}/" text "${text}")
  string(REPLACE "/usr/bin/errwatch-firewall" "${CMAKE_INSTALL_FULL_BINDIR}/errwatch-firewall" text "${text}")
  string(REPLACE "/usr/bin/errwatch-share" "${CMAKE_INSTALL_FULL_BINDIR}/errwatch-share" text "${text}")
  string(REPLACE "/usr/bin/errwatch-notify" "${CMAKE_INSTALL_FULL_BINDIR}/errwatch-notify" text "${text}")
  if(ERRWATCH_PACKAGE AND name STREQUAL "conf/errwatch.conf")
    string(REGEX REPLACE "# e\\.g\\. ErrWatchStateFile [^\n]*" "ErrWatchStateFile ${state_file}" text "${text}")
  endif()
  file(WRITE ${generated}/${name} "${text}")
endforeach()

if(ERRWATCH_STRIP)
  install(CODE "set(CMAKE_INSTALL_DO_STRIP TRUE)")
endif()
install(TARGETS mod_errwatch LIBRARY DESTINATION ${ERRWATCH_MODULE_DIR} COMPONENT module
  PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ ${module_rights})
install(TARGETS errwatch RUNTIME DESTINATION ${CMAKE_INSTALL_FULL_BINDIR} COMPONENT tools)
install(FILES ${CMAKE_SOURCE_DIR}/conf/crawlers.conf DESTINATION ${share_dir} COMPONENT common)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs/schema/ DESTINATION ${share_dir}/schema COMPONENT common
  FILES_MATCHING PATTERN "*.schema.json")
# Configurations of other programs, to take what is wanted from.
install(DIRECTORY ${CMAKE_SOURCE_DIR}/conf/examples/ DESTINATION ${doc_dir}/examples COMPONENT common)
# The log of docs/guide.md, and what its commands read besides.
install(DIRECTORY ${CMAKE_SOURCE_DIR}/tests/guide/ DESTINATION ${doc_dir}/examples/guide COMPONENT common)
# A rule file of an earlier version that has another name now would define its rules twice.
install(CODE "
  file(GLOB installed \"\$ENV{DESTDIR}${rules_dir}/*.conf\" \"\$ENV{DESTDIR}${rules_dir}/words/*.txt\")
  foreach(path IN LISTS installed)
    file(RELATIVE_PATH name \"\$ENV{DESTDIR}${rules_dir}\" \"\${path}\")
    if(NOT EXISTS \"${CMAKE_SOURCE_DIR}/conf/rules/\${name}\")
      message(STATUS \"Removed, of an earlier version: \${path}\")
      file(REMOVE \"\${path}\")
    endif()
  endforeach()
" COMPONENT common)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/conf/rules/ DESTINATION ${rules_dir} COMPONENT common
  FILES_MATCHING PATTERN "*.conf" PATTERN "*.txt")
install(FILES ${generated}/conf/errwatch.load DESTINATION ${load_dir} RENAME ${load_name} COMPONENT module)
list(TRANSFORM documents PREPEND ${generated}/)
install(FILES ${documents} DESTINATION ${doc_dir} COMPONENT common)
install(FILES ${CMAKE_SOURCE_DIR}/docs/install.md DESTINATION ${doc_dir} COMPONENT common)  # it tells of every layout
install(FILES ${CMAKE_SOURCE_DIR}/docs/status_page.png ${CMAKE_SOURCE_DIR}/docs/status_page_dark.png
  DESTINATION ${doc_dir} COMPONENT common)
if(NOT ERRWATCH_PACKAGE)
  install(FILES ${CMAKE_SOURCE_DIR}/CHANGES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION ${doc_dir} COMPONENT common)
endif()

# The tool writes its own manual page, which `man -M build/share/man errwatch` shows before it is installed, and what shells need to
# complete its command line.
if(CMAKE_CROSSCOMPILING)
  message(STATUS "No manual page, no completion: the tool cannot be run here")
else()
  set(written ${CMAKE_BINARY_DIR}/share)
  set(man_page ${written}/man/man1/errwatch.1)
  set(completion_bash ${written}/bash-completion/completions/errwatch)
  set(zsh_dir site-functions)  # where zsh itself looks; Debian has a place of its own for packages
  if(ERRWATCH_PACKAGE AND ERRWATCH_LAYOUT STREQUAL "debian")
    set(zsh_dir vendor-completions)
  endif()
  set(completion_zsh ${written}/zsh/${zsh_dir}/_errwatch)
  set(completion_fish ${written}/fish/vendor_completions.d/errwatch.fish)
  add_custom_command(OUTPUT ${man_page} COMMAND errwatch --man > ${man_page} DEPENDS errwatch VERBATIM)
  get_filename_component(directory ${man_page} DIRECTORY)
  file(MAKE_DIRECTORY ${directory})
  if(NOT ERRWATCH_PACKAGE)
    install(FILES ${man_page} DESTINATION ${CMAKE_INSTALL_FULL_MANDIR}/man1 COMPONENT tools)
  endif()
  foreach(shell bash zsh fish)
    set(script ${completion_${shell}})
    get_filename_component(directory ${script} DIRECTORY)
    file(MAKE_DIRECTORY ${directory})
    add_custom_command(OUTPUT ${script} COMMAND errwatch --completion ${shell} > ${script} DEPENDS errwatch VERBATIM)
    file(RELATIVE_PATH below ${written} ${directory})
    install(FILES ${script} DESTINATION ${CMAKE_INSTALL_FULL_DATADIR}/${below} COMPONENT tools)
  endforeach()
  add_custom_target(man_page ALL DEPENDS ${man_page} ${completion_bash} ${completion_zsh} ${completion_fish})
endif()

include(install_programs.cmake)
if(ERRWATCH_PACKAGE)
  install(FILES ${generated}/conf/errwatch.conf DESTINATION ${conf_dir} COMPONENT module)
  install(FILES ${CMAKE_SOURCE_DIR}/conf/package/local.conf ${CMAKE_SOURCE_DIR}/conf/package/words.conf
    DESTINATION ${local_dir} COMPONENT module)
  include(package.cmake)
  return()
endif()

# The operator edits errwatch.conf: one that differs is kept, and the new one is put beside it.
install(CODE "
  set(target \"\$ENV{DESTDIR}${conf_dir}/errwatch.conf\")
  set(source \"${generated}/conf/errwatch.conf\")
  set(name errwatch.conf)
  if(EXISTS \"\${target}\")
    file(SHA256 \"\${target}\" old)
    file(SHA256 \"\${source}\" new)
    if(NOT old STREQUAL new)
      message(STATUS \"Kept: \${target}; the new one is errwatch.conf.new\")
      set(name errwatch.conf.new)
    endif()
  endif()
  file(INSTALL DESTINATION \"${conf_dir}\" TYPE FILE RENAME \${name} FILES \"\${source}\")
" COMPONENT module)
