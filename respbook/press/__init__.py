"""印制: sets papers by GB/T 9704-2012 and writes them as PDF.

faces = press.faces.Faces.load(folder)            once per process; folder: where to unpack our faces
binder = press.binder.Binder(faces)
binder.pdf(paper, common)                         Pressed(pdf, pages, marks, places)
binder.places(paper)                              where a stored paper is signed, sealed and dated
binder.print_file(papers, copies, out)            one file to print, returns its number of pages
faces.missing(text)                               characters that cannot be printed
press.pictures.page_png(pdf, page, dpi)           a page as a picture
press.stamping.stamp(pdf, marks, faces)           marks over a finished PDF, whose bytes stay a prefix
press.seal_image.normalise(content)               an uploaded picture of a seal, as it is kept
press.office.find_office_faces()                  the office's own faces, for Faces.load(folder, office)
"""
