//! Who looks at the page, and on what: their colours, their text size, their window, a
//! slower machine.
//!
//! These change while a page is open, as they do for people: a page that was right when
//! it loaded must stay so.

use std::collections::BTreeMap;

use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SetCpuThrottlingRateParams, SetDeviceMetricsOverrideParams, SetEmulatedMediaParams,
};
use chromiumoxide::cdp::browser_protocol::network::SetCacheDisabledParams;
use chromiumoxide::cdp::browser_protocol::page::{FontSizes, SetFontSizesParams};
use chromiumoxide::cdp::browser_protocol::performance::{
    DisableParams, EnableParams, EnableTimeDomain, GetMetricsParams,
};

use crate::error::{Error, Result};
use crate::page::Page;

impl Page {
    /// What media queries find, by feature: `("forced-colors", "active")`. All others are
    /// as the machine has them.
    pub async fn media(&self, features: &[(&str, &str)]) -> Result<()> {
        let features = features.iter().map(|(name, value)| MediaFeature::new(*name, *value));
        self.tab
            .execute(SetEmulatedMediaParams::builder().features(features).build())
            .await
            .map_err(Error::driver("take the visitor's media features"))?;
        Ok(())
    }

    /// The size of text that the visitor has chosen, in pixels; 16 where nobody chose.
    pub async fn text_size(&self, pixels: u32) -> Result<()> {
        let sizes = FontSizes { standard: Some(pixels.into()), fixed: None };
        self.tab.execute(SetFontSizesParams::new(sizes)).await.map_err(Error::driver("take a text size"))?;
        Ok(())
    }

    /// The window's inner size, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.tab
            .execute(SetDeviceMetricsOverrideParams::new(i64::from(width), i64::from(height), 1.0, false))
            .await
            .map_err(Error::driver("take another size"))?;
        Ok(())
    }

    /// Looks at this tab: it is shown, and those that were are hidden.
    pub async fn look(&self) -> Result<()> {
        self.tab.bring_to_front().await.map_err(Error::driver("come to the front"))?;
        Ok(())
    }

    /// Makes the page's processor so many times slower.
    pub async fn slow_down(&self, times: f64) -> Result<()> {
        self.tab.execute(SetCpuThrottlingRateParams::new(times)).await.map_err(Error::driver("slow down"))?;
        Ok(())
    }

    /// Has the page ask again for what it was given before, as first visits do.
    pub async fn without_cache(&self) -> Result<()> {
        self.tab.execute(SetCacheDisabledParams::new(true)).await.map_err(Error::driver("do without its cache"))?;
        Ok(())
    }

    /// Has Chromium count, from here on, what the page costs.
    pub async fn count_costs(&self) -> Result<()> {
        let by_thread = EnableParams { time_domain: Some(EnableTimeDomain::ThreadTicks) };
        // The driver has them counted by the clock, and a count that runs keeps its measure.
        self.tab.execute(DisableParams::default()).await.map_err(Error::driver("count its costs"))?;
        self.tab.execute(by_thread).await.map_err(Error::driver("count its costs"))?;
        Ok(())
    }

    /// What the page has cost so far, in Chromium's words: `ScriptDuration`,
    /// `RecalcStyleDuration`, in seconds of processor that its main thread took: not those in
    /// which something else had it.
    pub async fn costs(&self) -> Result<BTreeMap<String, f64>> {
        let counted =
            self.tab.execute(GetMetricsParams::default()).await.map_err(Error::driver("tell its costs"))?.result;
        Ok(counted.metrics.into_iter().map(|metric| (metric.name, metric.value)).collect())
    }
}
