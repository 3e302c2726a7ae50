//! A file that a visitor sends, and has back.

use super::stage::Stage;

/// Draws a picture and puts it into a field for files, as who chooses one does.
const ATTACH: &str = "async (css, name) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 400, height: 300 });
    const pen = canvas.getContext('2d');
    for (let band = 0; band < 40; band++) {
        pen.fillStyle = `hsl(${band * 9} 60% 50%)`;
        pen.fillRect(band * 10, band * 3, 10, 300);
    }
    const picture = await new Promise(done => canvas.toBlob(done, 'image/png'));
    const chosen = new DataTransfer();
    chosen.items.add(new File([picture], name, { type: 'image/png' }));
    const field = document.querySelector(css);
    field.files = chosen.files;
    field.dispatchEvent(new Event('change', { bubbles: true }));
    return text(picture);
}";

const DOWNLOAD: &str = "async url => text(await (await fetch(url)).blob())";

/// What is in a file, as a text that can be handed over.
const TEXT: &str = "const text = file => new Promise(done => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(file);
});";

impl Stage {
    /// Chooses a picture of that name in the field; returns what is in it.
    pub(super) async fn attach(&self, css: &str, name: &str) -> Result<String, Box<dyn std::error::Error>> {
        Ok(self.page.eval(&format!("(() => {{ {TEXT} return ({ATTACH})('{css}', '{name}'); }})()")).await?)
    }

    /// What is in the file at an address, as the page has it.
    pub(super) async fn download(&self, url: &str) -> Result<String, Box<dyn std::error::Error>> {
        Ok(self.page.eval(&format!("(() => {{ {TEXT} return ({DOWNLOAD})('{url}'); }})()")).await?)
    }
}
