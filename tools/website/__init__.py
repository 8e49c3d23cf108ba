"""The site: the lessons, the companion's reference and the guides, as pages to read.

``python -m tools.website FOLDER`` (``make site``) gathers a source tree in a temporary
folder and has Sphinx turn it into pages. Nothing is executed and nothing is fetched.

=============  =====================================================================
`assemble`     gathers the source tree: which page is made from what
`lessons`      a lesson as its page: answers folded, help at the exercises
`papers`       the project's own documents, with their links turned to pages
`reference`    pages about every public name of the companion
`names`        which names are public, and which of them a piece of code uses
`terms`        links the words of the glossary at their first use
`code_links`   links the companion's names in the lessons to the reference
`head`         titles, descriptions, the preview picture and the sitemap
`formulas`     formulas as MathML, which a browser shows without a library
`preview`      the picture that is shown where somebody shares a link
`addresses`    where the site and the project's code stand on the web
`links`        ``python -m tools.website.links FOLDER`` asks every address elsewhere
=============  =====================================================================
"""
