"""Sphinx's settings for the site; `tools.website` runs it on the tree that it made."""

from tools.website.addresses import addresses

project = "From text to vectors"
author = "The authors of From text to vectors"
project_copyright = "the authors; prose and pictures CC BY 4.0, code MIT"
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_design",
    "tools.website.code_links",
    "tools.website.formulas",
    "tools.website.head",
    "tools.website.terms",
]
exclude_patterns = ["_parts", "_site"]
html_extra_path = ["_site"]
default_role = "py:obj"

# What the notebooks have stored is shown; nothing is run.
nb_execution_mode = "off"
nb_code_prompt_show = "Show the answer"
nb_code_prompt_hide = "Hide the answer"
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"
autodoc_preserve_defaults = True
napoleon_google_docstring = False

html_theme = "pydata_sphinx_theme"
html_title = project
html_favicon = "icon.svg"
html_baseurl = f"{addresses().site}/" if addresses().site else ""
html_math_renderer = "mathml"
html_static_path = ["print.js", "style.css"]
html_css_files = ["style.css"]
html_js_files = ["print.js"]
html_copy_source = False
html_show_sourcelink = False
html_context = {"default_mode": "auto"}
# Pages without others below them have nothing to put beside them.
html_sidebars = {"start": [], "glossary": []}
html_theme_options = {
    "navigation_with_keys": False,
    "show_nav_level": 1,
    "back_to_top_button": False,
    "header_links_before_dropdown": 6,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}

# For `make links`: some publishers answer no program, and pages change their places.
linkcheck_timeout = 20
linkcheck_retries = 2
linkcheck_workers = 4
linkcheck_anchors = False
linkcheck_report_timeouts_as_broken = True
linkcheck_ignore = [r"https://doi\.org/10\.(1002|1080|1109|1145|1162|2307)/"]
